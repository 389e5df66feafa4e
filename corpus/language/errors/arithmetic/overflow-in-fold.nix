builtins.foldl' builtins.mul 1 (builtins.genList (x: 10) 30)
