builtins.unsafeGetAttrPos null { a = 1; }
