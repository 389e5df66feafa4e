(derivation { name = "n"; system = "s"; builder = "b"; t = true; f = false; n = null; l = [ 1 [ "a" true ] ]; x = 1.5; }).drvPath
