with { or = 2; }; (x: x) or
