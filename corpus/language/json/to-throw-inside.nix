builtins.toJSON [ 1 (throw "x") ]
