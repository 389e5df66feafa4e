(derivation { name = "n"; system = "s"; builder = "b"; systemFeatures = [ "a" ]; }).drvPath
