builtins.lessThan (throw "first") (throw "second")
