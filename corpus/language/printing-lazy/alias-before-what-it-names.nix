# nixray: print=lazy
rec { c = a; a = 1; d = a; }
