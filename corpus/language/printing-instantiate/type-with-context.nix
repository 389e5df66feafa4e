# nixray: print=instantiate
let d = derivation { name = "foo"; system = "x"; builder = "b"; };
in { a = d // { type = builtins.appendContext "derivation" (builtins.getContext "${d}"); }; }
