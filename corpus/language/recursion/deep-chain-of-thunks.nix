let chain = builtins.foldl' (a: b: a // { v = a.v + 1; }) { v = 0; } (builtins.genList (x: x) 1000); in chain.v
