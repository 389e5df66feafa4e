# nixray: print=parse
a: b: [ (a < b) (a > b) (a <= b) (a >= b) (a != b) ]
