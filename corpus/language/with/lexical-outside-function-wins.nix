let a = 1; f = x: with { a = 2; }; a; in f 0
