(derivation { name = "n"; system = "s"; builder = "b"; outputHashAlgo = "sha3"; outputHash = "0000000000000000000000000000000000000000000000000000"; }).outPath
