let f = builtins.toFile "script" "echo"; in (derivation { name = "m"; system = "s"; builder = "b"; args = [ f ]; }).drvPath
