let f = n: if builtins.map (x: x) [ 1 2 ] == [ 1 n ] then n else 1 + f (n + 1); in f 9
