builtins.path [ 1 ]
