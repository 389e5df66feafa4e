map builtins.ceil [ 1.1 (-1.1) 2.0 3 (-0.5) ]
