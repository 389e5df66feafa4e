builtins.foldl' (a: b: a)
