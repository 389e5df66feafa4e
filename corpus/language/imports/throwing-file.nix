import ../fixtures/import/throws.nix
