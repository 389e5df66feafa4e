let f = x: x; in with { or = 3; }; [ (f) or ]
