# nixray: print=json
{ f = x: x; }
