# nixray: print=xml-positions
derivation { name = "n"; system = "s"; builder = "b"; }
