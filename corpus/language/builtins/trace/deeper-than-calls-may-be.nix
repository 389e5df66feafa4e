builtins.trace (builtins.foldl' (x: n: [ x ]) null (builtins.genList (n: n) 12000)) 1
