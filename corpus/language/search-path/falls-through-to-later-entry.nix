# nixray: env="NIX_PATH=a=$CORPUS/fixtures/search/first:a=$CORPUS/fixtures/search/second"
import <a/y.nix>
