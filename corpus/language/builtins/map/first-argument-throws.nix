builtins.map (throw "first") [ 1 ]
