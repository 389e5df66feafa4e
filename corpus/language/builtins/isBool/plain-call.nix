builtins.isBool true
