let s = { a = x: x; b = x: x; }; in builtins.seq s.a (builtins.trace s 1)
