[ (builtins.sub 5 2.5) (builtins.sub 1 2) ]
