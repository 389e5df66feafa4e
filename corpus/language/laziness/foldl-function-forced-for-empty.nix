builtins.foldl' (throw "f") 0 [ ]
