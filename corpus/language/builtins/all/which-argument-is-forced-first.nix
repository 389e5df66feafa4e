builtins.all (throw "first") (throw "second")
