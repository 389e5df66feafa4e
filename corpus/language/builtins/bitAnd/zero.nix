builtins.bitAnd 5 0
