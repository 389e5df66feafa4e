builtins.any (throw "first") [ 1 ]
