import ../fixtures/import/function.nix 1
