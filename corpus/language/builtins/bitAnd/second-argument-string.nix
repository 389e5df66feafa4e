builtins.bitAnd 6 "1"
