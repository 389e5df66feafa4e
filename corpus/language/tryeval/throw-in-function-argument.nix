builtins.tryEval ((x: x) (throw "x"))
