builtins.warn (throw "first") (throw "second")
