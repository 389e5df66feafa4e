builtins.isNull null 2
