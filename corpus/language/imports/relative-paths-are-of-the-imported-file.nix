import ../fixtures/import/relative.nix
