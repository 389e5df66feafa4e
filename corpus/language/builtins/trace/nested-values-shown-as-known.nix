let x = 1 + 1; in builtins.seq x (builtins.trace [ x { y = x; } (x + 1) ] 1)
