# nixray: print=parse
a: [ (-a) (!a) (-1) ]
