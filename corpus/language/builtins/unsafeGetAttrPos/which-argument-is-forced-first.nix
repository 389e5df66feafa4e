builtins.unsafeGetAttrPos (throw "first") (throw "second")
