builtins.trace (throw "first") (throw "second")
