# nixray: print=lazy
builtins.partition builtins.isFunction [ (a: 1) (b: 2) ]
