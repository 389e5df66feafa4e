# nixray: print=parse
a: rec { b = 1; c.d = 2; inherit a; inherit (a) e f; ${a} = 3; "x y" = 4; }
