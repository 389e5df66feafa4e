# nixray: print=instantiate
[ (derivation { name = "a"; system = "x"; builder = x: x; }) 1 ]
