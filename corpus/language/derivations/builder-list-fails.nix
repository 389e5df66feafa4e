(derivation { name = "n"; system = "s"; builder = [ ]; }).drvPath
