import ../fixtures/import/formals.nix { b = 2; }
