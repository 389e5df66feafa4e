builtins.hashString (throw "first") (throw "second")
