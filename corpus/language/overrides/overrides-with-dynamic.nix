rec { ${"x"} = 1; y = x or 0; __overrides = { x = 2; }; }
