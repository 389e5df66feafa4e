builtins.unsafeGetAttrPos "b" (import ../fixtures/import/positions.nix)
