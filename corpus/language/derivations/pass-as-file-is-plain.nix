(derivation { name = "n"; system = "s"; builder = "b"; passAsFile = [ "x" ]; x = "y"; }).drvPath
