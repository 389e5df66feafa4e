builtins.unsafeGetAttrPos "a" (import ../fixtures/import/positions.nix)
