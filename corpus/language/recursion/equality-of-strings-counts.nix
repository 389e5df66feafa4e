let
  f = n: s: if s == "x" then n else 1 + f (n + 1) (if n == 9999 then "x" else "y");
in f 0 ""
