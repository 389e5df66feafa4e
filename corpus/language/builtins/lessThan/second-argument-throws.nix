builtins.lessThan 1 (throw "second")
