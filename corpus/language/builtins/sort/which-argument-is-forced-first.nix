builtins.sort (throw "first") (throw "second")
