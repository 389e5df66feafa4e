builtins.tryEval (throw (throw "inner"))
