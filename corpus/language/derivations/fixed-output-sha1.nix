(derivation { name = "n"; system = "s"; builder = "b"; outputHashAlgo = "sha1"; outputHash = "da39a3ee5e6b4b0d3255bfef95601890afd80709"; }).outPath
