# nixray: env="NIX_PATH=f=$CORPUS/fixtures"
import <f/pkg>
