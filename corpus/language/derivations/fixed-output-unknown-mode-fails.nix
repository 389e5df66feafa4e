(derivation { name = "n"; system = "s"; builder = "b"; outputHashMode = "x"; outputHashAlgo = "sha256"; outputHash = "0000000000000000000000000000000000000000000000000000"; }).outPath
