builtins.map (throw "first") (throw "second")
