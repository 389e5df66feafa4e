(derivation { name = "m"; system = "s"; builder = "b"; src = ../fixtures/plain.txt; }).drvPath
