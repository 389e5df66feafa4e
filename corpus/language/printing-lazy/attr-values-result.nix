# nixray: print=lazy
builtins.attrValues { b = 1 + 1; a = 2; }
