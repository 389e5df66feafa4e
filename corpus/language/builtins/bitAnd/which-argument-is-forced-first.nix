builtins.bitAnd (throw "first") (throw "second")
