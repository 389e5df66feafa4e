(derivation { name = "a"; system = "x"; builder = "b"; outputs = [ "a" "" "b" ]; }).drvPath
