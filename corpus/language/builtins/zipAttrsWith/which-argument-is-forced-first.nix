builtins.zipAttrsWith (throw "first") (throw "second")
