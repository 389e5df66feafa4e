# nixray: print=instantiate
1
