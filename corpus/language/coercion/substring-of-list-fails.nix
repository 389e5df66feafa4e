builtins.substring 0 3 [ 1 2 3 ]
