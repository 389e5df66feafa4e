builtins.elem (throw "first") (throw "second")
