builtins.sort (throw "first") [ 2 1 ]
