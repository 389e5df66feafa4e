let f = x: { a = x; }; in f 1 ? a
