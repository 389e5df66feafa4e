builtins.mul "1" 3
