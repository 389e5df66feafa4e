(derivation { name = "n"; system = "s"; builder = "b"; __structuredAttrs = false; }).drvPath
