builtins.split (throw "first") (throw "second")
