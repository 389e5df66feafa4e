builtins.unsafeGetAttrPos "x" (builtins.listToAttrs [ rec { name = "x"; value = 1; } ])
