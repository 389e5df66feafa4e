builtins.hasContext (derivation { name = "n"; system = "s"; builder = "b"; })
