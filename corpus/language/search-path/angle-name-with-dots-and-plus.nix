# nixray: env="NIX_PATH=a.b+c-d_e=$CORPUS/fixtures/pkg"
import <a.b+c-d_e>
