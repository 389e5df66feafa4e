builtins.toFile (throw "first") (throw "second")
