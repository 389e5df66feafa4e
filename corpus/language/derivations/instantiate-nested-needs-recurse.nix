# nixray: print=instantiate
{ a = { b = derivation { name = "b"; system = "s"; builder = "b"; }; }; c = { recurseForDerivations = true; d = derivation { name = "d"; system = "s"; builder = "b"; }; }; }
