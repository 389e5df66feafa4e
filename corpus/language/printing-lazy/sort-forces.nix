# nixray: print=lazy
builtins.sort (a: b: a < b) [ (1 + 1) (0 + 1) ]
