builtins.groupBy { a = 1; } [ 1 ]
