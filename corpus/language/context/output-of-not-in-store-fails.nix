# nixray: features=dynamic-derivations
let d = derivation { name = "n.drv"; system = "s"; builder = "b"; outputHashMode = "text"; outputHashAlgo = "sha256"; outputHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; }; in builtins.outputOf d.outPath "out"
