# nixray: print=lazy
{ a = 1 + 1; } // { b = 2; }
