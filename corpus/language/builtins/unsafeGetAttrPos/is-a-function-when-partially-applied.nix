builtins.unsafeGetAttrPos "a"
