builtins.head (builtins.listToAttrs (builtins.genList (x: { name = "n${toString x}"; value = x; }) 40))
