# nixray: print=lazy
let b = 1; name = b; value = name; in { inherit b name value; }
