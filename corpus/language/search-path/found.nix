# nixray: env="NIX_PATH=x=$CORPUS/fixtures/pkg"
import <x>
