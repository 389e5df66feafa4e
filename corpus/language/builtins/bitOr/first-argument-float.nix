builtins.bitOr 1.5 3
