let
  f = n: if n == 10000 then n else 1 + f (n + 1);
in f 0
