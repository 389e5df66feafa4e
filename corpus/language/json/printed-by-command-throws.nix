# nixray: print=json
{ a = throw "x"; }
