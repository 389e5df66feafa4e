# nixray: print=json
{ b = [ 1 2.5 null ]; a = "x\ny"; f = 1.0; }
