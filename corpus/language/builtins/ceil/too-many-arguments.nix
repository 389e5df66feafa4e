builtins.ceil 1.5 2
