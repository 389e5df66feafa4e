builtins.mul 2 "1"
