builtins.any { a = 1; } [ 1 ]
