let a = { v = 1; }; b = { inherit a; }; in { p = a; q = b; r = b; }
