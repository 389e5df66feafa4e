builtins.attrNames (derivation { name = "n"; system = "s"; builder = "b"; })
