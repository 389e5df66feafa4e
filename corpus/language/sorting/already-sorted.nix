builtins.sort builtins.lessThan (builtins.genList (x: x) 20)
