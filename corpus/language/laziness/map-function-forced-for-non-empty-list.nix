builtins.length (map (throw "f") [ 1 ])
