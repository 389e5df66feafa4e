builtins.foldl' (a: b: a.x) { } [ 1 ]
