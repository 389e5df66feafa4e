let f = with { a = 1; }; x: a + x; in with { a = 100; }; f 1
