import ../fixtures/import/loop.nix
