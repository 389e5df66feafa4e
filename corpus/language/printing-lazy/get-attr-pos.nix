# nixray: print=lazy
builtins.unsafeGetAttrPos "a" { a = 1; }
