(builtins.unsafeGetAttrPos "a" { a = throw "x"; }).line
