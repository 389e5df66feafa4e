# nixray: print=lazy
{ a = { b = { c = 1 + 1; }; }; }
