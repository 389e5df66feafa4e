# nixray: print=lazy
rec { a = b; b = { c = a; }; }
