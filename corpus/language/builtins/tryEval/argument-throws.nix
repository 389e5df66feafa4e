builtins.tryEval (throw "first")
