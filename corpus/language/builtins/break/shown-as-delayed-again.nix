# nixray: print=lazy
let x = { y = break (1 + 1); }; in builtins.seq x.y x
