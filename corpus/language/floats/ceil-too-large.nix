builtins.ceil 1.0e20
