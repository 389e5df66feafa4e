import ../fixtures/import/bom.nix
