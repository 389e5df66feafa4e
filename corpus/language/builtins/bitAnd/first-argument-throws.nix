builtins.bitAnd (throw "first") 3
