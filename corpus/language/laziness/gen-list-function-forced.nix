builtins.length (builtins.genList (throw "f") 3)
