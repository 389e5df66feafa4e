builtins.bitOr 6 "1"
