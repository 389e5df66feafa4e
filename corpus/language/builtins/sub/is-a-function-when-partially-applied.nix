builtins.sub 3
