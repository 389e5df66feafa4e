builtins.filter (throw "first") (throw "second")
