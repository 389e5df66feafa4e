# nixray: print=instantiate
{ b = derivation { name = "b"; system = "s"; builder = "b"; }; a = derivation { name = "a"; system = "s"; builder = "b"; }; n = 1; }
