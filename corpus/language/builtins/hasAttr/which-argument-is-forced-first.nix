builtins.hasAttr (throw "first") (throw "second")
