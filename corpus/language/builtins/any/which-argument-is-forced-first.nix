builtins.any (throw "first") (throw "second")
