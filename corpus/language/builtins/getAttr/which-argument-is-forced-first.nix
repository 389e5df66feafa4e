builtins.getAttr (throw "first") (throw "second")
