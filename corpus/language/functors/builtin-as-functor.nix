{ __functor = builtins.getAttr "f"; f = 1; } 2
