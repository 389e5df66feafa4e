let inherit (s) a; s = { a = 5; }; in a
