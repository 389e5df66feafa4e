builtins.bitOr 6 3
