(derivation { name = "n"; system = "s"; builder = "b"; outputHashAlgo = "sha256"; outputHash = ""; }).outPath
