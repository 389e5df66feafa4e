builtins.mul null 3
