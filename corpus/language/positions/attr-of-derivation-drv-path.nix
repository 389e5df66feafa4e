builtins.unsafeGetAttrPos "drvPath" (derivation { name = "n"; system = "s"; builder = "b"; })
