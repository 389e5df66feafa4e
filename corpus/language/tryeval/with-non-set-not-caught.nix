builtins.tryEval (with 1; a)
