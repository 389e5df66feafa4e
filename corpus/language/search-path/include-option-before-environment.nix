# nixray: args="-I a=fixtures/search/second" env="NIX_PATH=a=$CORPUS/fixtures/search/first"
import <a/x.nix>
