# nixray: print=raw
true
