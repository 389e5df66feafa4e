builtins.bitOr 6 1.5
