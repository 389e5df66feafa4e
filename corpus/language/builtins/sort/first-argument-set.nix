builtins.sort { a = 1; } [ 2 1 ]
