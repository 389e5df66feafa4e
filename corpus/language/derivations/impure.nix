# nixray: features="ca-derivations impure-derivations"
let d = derivation { name = "n"; system = "s"; builder = "b"; __impure = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; }; in [ d.drvPath d.outPath ]
