builtins.hasAttr "a" (throw "second")
