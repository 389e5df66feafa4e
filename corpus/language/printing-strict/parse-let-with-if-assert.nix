# nixray: print=parse
let a = 1; in with { b = 2; }; if a == 1 then assert true; a else b
