(args@{ ... }: builtins.unsafeGetAttrPos "x" args) { x = 1; }
