# nixray: print=lazy
derivation { name = "n"; system = "s"; builder = "b"; }
