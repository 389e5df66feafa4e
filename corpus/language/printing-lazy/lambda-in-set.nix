# nixray: print=lazy
{ f = x: x; g = { a }: a; }
