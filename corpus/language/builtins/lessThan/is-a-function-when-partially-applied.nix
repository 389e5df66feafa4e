builtins.lessThan 1
