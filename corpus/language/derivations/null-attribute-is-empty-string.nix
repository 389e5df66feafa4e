(derivation { name = "n"; system = "s"; builder = "b"; x = null; }).drvPath == (derivation { name = "n"; system = "s"; builder = "b"; x = ""; }).drvPath
