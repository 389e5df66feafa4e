builtins.any (x: "s") [ 1 ]
