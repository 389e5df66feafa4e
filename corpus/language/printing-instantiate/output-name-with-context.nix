# nixray: print=instantiate
let d = derivation { name = "foo"; system = "x"; builder = "b"; }; in d // { outputName = "${d}"; }
