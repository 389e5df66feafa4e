builtins.unsafeGetAttrPos "right" (builtins.partition (x: true) [ ])
