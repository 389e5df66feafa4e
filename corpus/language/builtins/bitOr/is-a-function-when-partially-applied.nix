builtins.bitOr 6
