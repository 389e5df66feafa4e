{ a.c = 1; b = 2; a.foo = 1 + "x"; }
