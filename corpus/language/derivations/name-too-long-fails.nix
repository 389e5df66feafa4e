(derivation { name = builtins.concatStringsSep "" (builtins.genList (x: "a") 212); system = "s"; builder = "b"; }).drvPath
