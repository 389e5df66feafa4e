(derivation { name = "n"; system = "s"; builder = "b"; __structuredAttrs = true; args = [ "a" ]; }).drvPath
