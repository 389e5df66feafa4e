# nixray: print=raw
derivation { name = "n"; system = "s"; builder = "b"; }
