let c = { a = c.a or 1; }; in c
