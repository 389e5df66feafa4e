# nixray: print=lazy
{ a = 1 + 1; }
