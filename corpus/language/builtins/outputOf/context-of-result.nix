# nixray: features="dynamic-derivations ca-derivations"
let d = derivation { name = "x.drv"; system = "s"; builder = "b"; __contentAddressed = true; outputHashMode = "text"; outputHashAlgo = "sha256"; }; in builtins.getContext (builtins.outputOf d.outPath "out")
