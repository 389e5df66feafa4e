let o = { a = 2; }; in rec { a = 1; b = a; __overrides = o; }
