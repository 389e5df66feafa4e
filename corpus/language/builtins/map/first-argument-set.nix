builtins.map { a = 1; } [ 1 ]
