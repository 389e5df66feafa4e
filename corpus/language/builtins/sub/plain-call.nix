builtins.sub 3 2
