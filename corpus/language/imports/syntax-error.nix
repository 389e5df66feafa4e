import ../fixtures/import/broken.nix
