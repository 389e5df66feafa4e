builtins.elemAt (throw "first") (throw "second")
