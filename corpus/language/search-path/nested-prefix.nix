# nixray: env="NIX_PATH=a/b=$CORPUS/fixtures/search/first"
import <a/b/x.nix>
