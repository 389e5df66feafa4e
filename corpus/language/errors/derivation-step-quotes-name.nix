(derivation { name = "n"; system = "s"; builder = "b"; "a b" = throw "x"; }).drvPath
