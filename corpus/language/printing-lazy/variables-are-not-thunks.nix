# nixray: print=lazy
let x = 1; y = 1 + 1; in { inherit x; z = y; }
