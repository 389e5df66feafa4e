builtins.genList (throw "first") 2
