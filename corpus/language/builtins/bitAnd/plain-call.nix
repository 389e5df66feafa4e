builtins.bitAnd 6 3
