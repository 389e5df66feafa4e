builtins.tryEval (let v = { a = throw "x"; }; in builtins.deepSeq v v)
