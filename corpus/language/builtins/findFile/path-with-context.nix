builtins.findFile [ { path = (derivation { name = "d"; system = "x"; builder = "b"; }).drvPath; prefix = "a"; } ] "b"
