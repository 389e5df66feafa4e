import ../fixtures/import/undefined.nix
