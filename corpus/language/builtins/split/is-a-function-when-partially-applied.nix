builtins.split "a"
