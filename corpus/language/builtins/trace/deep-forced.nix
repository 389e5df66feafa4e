let v = { a.b.c.d = [ 1 [ 2 [ 3 ] ] ]; }; in builtins.deepSeq v (builtins.trace v 1)
