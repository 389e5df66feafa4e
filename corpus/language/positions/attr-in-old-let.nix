builtins.unsafeGetAttrPos "x" (let { body = { x = 1; }; })
