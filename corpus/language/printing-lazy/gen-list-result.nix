# nixray: print=lazy
builtins.genList (x: x) 2
