(derivation { name = "a"; system = "x"; builder = "b"; __structuredAttrs = true; out = "ÿ"; }).drvPath
