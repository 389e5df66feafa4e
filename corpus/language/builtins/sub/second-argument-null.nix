builtins.sub 3 null
