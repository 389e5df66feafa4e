builtins.bitAnd 1.5 3
