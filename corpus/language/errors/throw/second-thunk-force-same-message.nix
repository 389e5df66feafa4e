let x = throw "same"; in builtins.seq (builtins.tryEval x) x
