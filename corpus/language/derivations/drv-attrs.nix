(derivation { name = "n"; system = "s"; builder = "b"; a = 1; }).drvAttrs
