builtins.mul 2
