builtins.foldl' (a: 1) 0 [ 1 ]
