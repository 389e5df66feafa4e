(derivation { name = "n"; system = "s"; builder = "b"; x = "a\nb\t\"c\"\\d\r"; }).drvPath
