builtins.length (map (throw "f") [ ])
