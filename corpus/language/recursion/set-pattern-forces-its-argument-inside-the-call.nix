let f = n: if ({ a }: a) ((x: { a = x; }) n) == 9999 then n else 1 + f (n + 1); in f 0
