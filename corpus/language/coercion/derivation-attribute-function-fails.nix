(derivation { name = "n"; system = "s"; builder = "b"; f = x: x; }).drvPath
