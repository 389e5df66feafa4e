let f = n: if builtins.mapAttrs (k: v: v) { a = n; } == { a = 9997; } then n else 1 + f (n + 1); in f 0
