builtins.catAttrs (throw "first") (throw "second")
