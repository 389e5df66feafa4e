(derivation { name = "n"; system = "s"; builder = "b"; x = null; __ignoreNulls = true; }).drvPath
