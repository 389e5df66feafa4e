let f = x: f x + 1; in builtins.tryEval (f 1)
