builtins.lessThan 1 null
