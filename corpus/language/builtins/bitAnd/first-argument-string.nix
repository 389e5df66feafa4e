builtins.bitAnd "1" 3
