builtins.isBool true 2
