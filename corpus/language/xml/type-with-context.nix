# nixray: print=xml
let d = derivation { name = "foo"; system = "x"; builder = "b"; };
in { type = builtins.appendContext "derivation" (builtins.getContext "${d}"); drvPath = "/nix/store/x"; }
