builtins.mul (throw "first") (throw "second")
