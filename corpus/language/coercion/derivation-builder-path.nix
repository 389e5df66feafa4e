(derivation { name = "n"; system = "s"; builder = ../fixtures/plain.txt; }).drvPath
