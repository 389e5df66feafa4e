(derivation { name = "n"; system = "s"; builder = "b"; o = placeholder "out"; }).drvPath
