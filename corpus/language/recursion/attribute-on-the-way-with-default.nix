let c = { a = c.a.x or 1; }; in c
