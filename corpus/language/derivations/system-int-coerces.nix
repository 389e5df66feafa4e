(derivation { name = "n"; system = 1; builder = "b"; }).drvPath
