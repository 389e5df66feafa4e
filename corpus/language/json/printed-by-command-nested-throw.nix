# nixray: print=json
{ a.b = throw "x"; }
