builtins.attrNames (derivation { name = "n"; system = "s"; builder = "b"; extra = 1; })
