# nixray: print=lazy
builtins.tryEval [ (1 + 1) ]
