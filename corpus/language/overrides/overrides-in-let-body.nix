let { body = a; a = 1; __overrides = { a = 2; }; }
