(builtins.tryEval (map (x: throw "x") [ 1 ])).success
