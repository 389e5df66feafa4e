# nixray: print=lazy
builtins.tryEval (a: 1)
