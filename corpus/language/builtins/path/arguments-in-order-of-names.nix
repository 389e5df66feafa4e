builtins.path (derivation { name = "a"; system = "x"; builder = "b"; })
