builtins.appendContext "a" (derivation { name = "d"; system = "x"; builder = "b"; })
