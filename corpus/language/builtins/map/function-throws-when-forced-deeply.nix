builtins.map (x: throw "x") [ 1 ]
