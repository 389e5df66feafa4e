builtins.unsafeGetAttrPos (throw "first") { a = 1; }
