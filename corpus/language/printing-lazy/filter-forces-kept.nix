# nixray: print=lazy
builtins.filter (x: x > 1) [ (1 + 1) (3 + 0) ]
