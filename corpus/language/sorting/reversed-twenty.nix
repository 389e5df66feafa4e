builtins.sort builtins.lessThan (builtins.genList (x: 20 - x) 20)
