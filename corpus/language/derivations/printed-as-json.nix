# nixray: print=json
{ d = derivation { name = "n"; system = "s"; builder = "b"; }; }
