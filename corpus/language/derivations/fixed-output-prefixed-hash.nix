(derivation { name = "n"; system = "s"; builder = "b"; outputHash = "sha256:0000000000000000000000000000000000000000000000000000"; }).outPath
