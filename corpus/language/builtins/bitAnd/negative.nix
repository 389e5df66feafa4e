[ (builtins.bitAnd (-1) 255) (builtins.bitAnd (-2) (-4)) ]
