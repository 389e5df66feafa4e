(derivation { name = "n"; system = "s"; builder = "b"; s = { a = 1; }; }).drvPath
