builtins.substring (-1) 0 (throw "x")
