# nixray: print=xml
{ a = [ 1 "x" ]; f = x: x; }
