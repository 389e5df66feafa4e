# nixray: print=instantiate
[ (derivation { name = "b"; system = "s"; builder = "b"; }) (derivation { name = "a"; system = "s"; builder = "b"; }) ]
