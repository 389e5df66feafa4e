# nixray: features=dynamic-derivations
let d = derivation { name = "n"; system = "s"; builder = "b"; }; in builtins.outputOf d.drvPath "out"
