builtins.concatMap { a = 1; } [ 1 ]
