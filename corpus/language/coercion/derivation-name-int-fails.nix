(derivation { name = 1; system = "s"; builder = "b"; }).drvPath
