[ (builtins.mul 2 2.5) (builtins.mul (-3) 4) ]
