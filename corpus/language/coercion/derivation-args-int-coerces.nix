(derivation { name = "n"; system = "s"; builder = "b"; args = [ 1 "a" null ]; }).drvPath
