# nixray: print=xml
{ a = 1; b = throw "x"; }
