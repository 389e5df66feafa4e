let f = x: with x; y; a = f a; in a
