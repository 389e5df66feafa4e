builtins.lessThan (throw "first") 2
