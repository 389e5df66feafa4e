builtins.genList (x: x)
