# nixray: print=lazy
{ a = 1; b = "x"; c = 1.5; d = true; e = null; f = ./x; g = [ ]; h = { }; i = x: x; }
