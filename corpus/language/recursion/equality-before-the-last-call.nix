let
  f = n: if n == 9999 then n else 1 + f (n + 1);
in f 0
