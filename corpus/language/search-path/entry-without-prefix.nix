# nixray: env="NIX_PATH=$CORPUS/fixtures/search/first"
import <x.nix>
