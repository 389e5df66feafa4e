builtins.match (throw "first") (throw "second")
