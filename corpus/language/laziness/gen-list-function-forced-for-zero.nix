builtins.length (builtins.genList (throw "f") 0)
