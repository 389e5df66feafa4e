builtins.trace { a = 1; b = [ 2 (1 + 2) ]; } 1
