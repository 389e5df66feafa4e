builtins.stringLength (derivation { name = builtins.concatStringsSep "" (builtins.genList (x: "a") 207); system = "s"; builder = "b"; }).drvPath
