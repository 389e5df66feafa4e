# nixray: print=parse
{ b = 1; a = 2; }
