builtins.unsafeGetAttrPos "name" (builtins.parseDrvName "a-1")
