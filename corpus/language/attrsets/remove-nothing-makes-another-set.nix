# nixray: print=lazy
builtins.removeAttrs (derivation { name = "d"; system = "x"; builder = "b"; }) [ "a" ]
