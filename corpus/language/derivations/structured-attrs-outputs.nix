(derivation { name = "n"; system = "s"; builder = "b"; __structuredAttrs = true; outputs = [ "out" "lib" ]; }).lib.outPath
