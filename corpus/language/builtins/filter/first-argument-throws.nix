builtins.filter (throw "first") [ 1 ]
