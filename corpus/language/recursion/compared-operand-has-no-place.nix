let f = a: 1 < a; x = f x; in x
