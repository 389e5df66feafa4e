let f = n: if builtins.deepSeq (builtins.map (x: x) [ n ]) (n == 9999) then n else 1 + f (n + 1); in f 0
