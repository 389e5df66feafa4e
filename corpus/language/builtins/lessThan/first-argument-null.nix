builtins.lessThan null 2
