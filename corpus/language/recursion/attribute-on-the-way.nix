let c = { c = (c.c.all); }; in c
