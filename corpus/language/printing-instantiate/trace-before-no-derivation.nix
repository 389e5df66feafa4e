# nixray: print=instantiate
builtins.trace 1 2
