(derivation { name = "n"; system = "s"; builder = "b"; outputs = [ "out" "z/" "a/" ]; }).drvPath
