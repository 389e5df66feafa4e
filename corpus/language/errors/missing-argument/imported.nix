import ../../fixtures/import/formals.nix { }
