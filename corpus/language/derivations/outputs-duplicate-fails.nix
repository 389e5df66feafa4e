(derivation { name = "n"; system = "s"; builder = "b"; outputs = [ "a" "a" ]; }).drvPath
