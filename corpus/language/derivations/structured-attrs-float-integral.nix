(derivation { name = "n"; system = "s"; builder = "b"; __structuredAttrs = true; f = 1.0; }).drvPath
