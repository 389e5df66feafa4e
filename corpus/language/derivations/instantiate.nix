# nixray: print=instantiate
derivation { name = "n"; system = "s"; builder = "b"; }
