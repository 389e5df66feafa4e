map builtins.floor [ 1.0 1.9 (-1.1) 0.0 (-0.1) ]
