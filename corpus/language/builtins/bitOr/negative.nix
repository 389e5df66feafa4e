builtins.bitOr (-8) 3
