with { s = { a = 1; }; }; s.a
