builtins.div (throw "first") (throw "second")
