builtins.head (builtins.foldl' (a: b: a) 0)
