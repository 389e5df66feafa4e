(derivation { name = "n"; system = "s"; builder = "b"; __structuredAttrs = true; f = x: x; }).drvPath
