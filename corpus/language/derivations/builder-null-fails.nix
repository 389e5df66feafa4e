(derivation { name = "n"; system = "s"; builder = null; }).drvPath
