rec { f = x: x + a; a = 1; r = f 1; __overrides = { a = 10; }; }
