map builtins.floor [ 1.9 (-1.1) 2.0 3 0.5 ]
