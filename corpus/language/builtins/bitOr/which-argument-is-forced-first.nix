builtins.bitOr (throw "first") (throw "second")
