# nixray: env="NIX_PATH=a=/nonexistent:a=$CORPUS/fixtures/search/first"
import <a/x.nix>
