builtins.bitOr "1" 3
