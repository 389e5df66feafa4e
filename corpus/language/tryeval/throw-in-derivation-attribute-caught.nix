builtins.tryEval (derivation { name = "n"; system = "s"; builder = "b"; a = throw "x"; }).drvPath
