builtins.genList (throw "first") (throw "second")
