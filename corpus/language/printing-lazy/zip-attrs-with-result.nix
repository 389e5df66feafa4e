# nixray: print=lazy
builtins.zipAttrsWith (n: vs: vs) [ { a = 1; } { a = 1 + 1; } ]
