builtins.ceil 5
