builtins.unsafeGetAttrPos "a" rec { a = 1; }
