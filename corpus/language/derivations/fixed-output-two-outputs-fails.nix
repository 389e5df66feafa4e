(derivation { name = "n"; system = "s"; builder = "b"; outputs = [ "out" "dev" ]; outputHashAlgo = "sha256"; outputHash = "0000000000000000000000000000000000000000000000000000"; }).outPath
