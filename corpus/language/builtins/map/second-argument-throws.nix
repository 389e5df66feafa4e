builtins.map (x: x) (throw "second")
