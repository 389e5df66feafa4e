# nixray: env="NIX_PATH=ab=$CORPUS/fixtures/search/first"
<a/x.nix>
