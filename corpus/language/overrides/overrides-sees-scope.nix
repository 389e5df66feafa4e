rec { a = 1; b = 5; c = a; __overrides = { a = b; }; }
