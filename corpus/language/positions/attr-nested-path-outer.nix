builtins.unsafeGetAttrPos "a" { a.b.c = 1; }
