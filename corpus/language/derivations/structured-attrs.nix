(derivation { name = "n"; system = "s"; builder = "b"; __structuredAttrs = true; a = 1; b = [ true null ]; c = { d = 1.5; e = "x"; }; }).drvPath
