# nixray: print=lazy
let f = x: x; g = x: x; s = { inherit f g; h = f; i = g; }; in builtins.seq (f 1) (builtins.seq s [ f g s ])
