let f = x: x; a.b = 1; in builtins.length [ f a.b a.c or 2 ]
