# nixray: print=lazy
rec { __overrides = { b = 3; }; b = 1; c = "x"; d = b; e = [ ]; f = x: x; g = { }; h.i = 1; }
