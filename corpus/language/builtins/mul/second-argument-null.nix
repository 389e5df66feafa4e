builtins.mul 2 null
