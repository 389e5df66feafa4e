builtins.tryEval (import ../fixtures/import/throws.nix)
