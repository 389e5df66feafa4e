builtins.tryEval (import ../fixtures/import/broken.nix)
