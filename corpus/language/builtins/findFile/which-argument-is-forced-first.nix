builtins.findFile (throw "first") (throw "second")
