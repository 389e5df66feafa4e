(derivation { name = "n"; system = "s"; builder = "b"; outputHash = "0000000000000000000000000000000000000000000000000000"; }).outPath
