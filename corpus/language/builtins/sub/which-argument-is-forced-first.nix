builtins.sub (throw "first") (throw "second")
