# nixray: as=expression
builtins.unsafeGetAttrPos "a" { a = 1; }
