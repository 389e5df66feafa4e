builtins.bitAnd 6
