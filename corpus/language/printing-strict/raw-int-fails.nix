# nixray: print=raw
1
