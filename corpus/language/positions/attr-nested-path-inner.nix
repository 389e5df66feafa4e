builtins.unsafeGetAttrPos "b" { a.b.c = 1; }.a
