let c = { a = c.a.b ? x; }; in c
