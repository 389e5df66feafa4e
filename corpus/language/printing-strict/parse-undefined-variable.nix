# nixray: print=parse
nope
