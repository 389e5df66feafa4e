builtins.isFloat 1.5 2
