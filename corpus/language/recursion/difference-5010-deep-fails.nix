let f = n: if n == 0 then 1 else f (n - 1) - 1; in f 5010
