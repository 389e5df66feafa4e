builtins.isFloat 1.5
