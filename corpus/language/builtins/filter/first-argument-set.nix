builtins.filter { a = 1; } [ 1 ]
