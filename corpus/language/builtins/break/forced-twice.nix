let t = 1 + 1; x = break t; in builtins.seq x (x + 1)
