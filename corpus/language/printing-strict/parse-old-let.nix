# nixray: print=parse
let { body = a; a = 1; }
