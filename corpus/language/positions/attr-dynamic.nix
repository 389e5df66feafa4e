builtins.unsafeGetAttrPos "ab" { ${"a" + "b"} = 1; }
