rec { a = 1; __overrides = { b = a; }; }.b
