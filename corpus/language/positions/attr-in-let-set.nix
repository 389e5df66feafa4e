let s = { x = 1; }; in (builtins.unsafeGetAttrPos "x" s).column
