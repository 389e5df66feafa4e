builtins.tryEval (builtins.break (throw "x"))
