builtins.foldl' (throw "first") 0 [ 1 2 ]
