(derivation { name = "n"; system = "s"; builder = "b"; args = [ ]; }).drvPath == (derivation { name = "n"; system = "s"; builder = "b"; }).drvPath
