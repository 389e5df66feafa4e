(x: 1) (import ../fixtures/import/broken.nix)
