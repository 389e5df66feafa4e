builtins.partition { a = 1; } [ 1 ]
