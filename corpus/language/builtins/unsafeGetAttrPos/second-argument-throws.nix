builtins.unsafeGetAttrPos "a" (throw "second")
