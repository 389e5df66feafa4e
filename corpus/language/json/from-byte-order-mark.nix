builtins.fromJSON "${builtins.readFile ../fixtures/import/bom.nix}"
