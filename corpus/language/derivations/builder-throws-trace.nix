(derivation { name = "n"; system = "s"; builder = throw "b"; }).outPath
