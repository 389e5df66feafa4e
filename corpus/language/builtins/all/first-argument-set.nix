builtins.all { a = 1; } [ 1 ]
