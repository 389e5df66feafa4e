builtins.tryEval (true + (throw "right"))
