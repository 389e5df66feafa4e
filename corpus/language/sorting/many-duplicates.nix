builtins.sort builtins.lessThan (builtins.genList (x: x - x / 3 * 3) 12)
