let d = derivation { name = "n"; system = "s"; builder = "b"; }; in (d // { name = "m"; }).outPath == d.outPath
