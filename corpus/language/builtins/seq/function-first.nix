builtins.seq (x: throw "x") "ok"
