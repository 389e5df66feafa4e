let a = 1; in builtins.unsafeGetAttrPos "a" { inherit a; }
