# nixray: print=lazy
{ a = throw "x"; }
