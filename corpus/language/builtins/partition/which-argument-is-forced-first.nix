builtins.partition (throw "first") (throw "second")
