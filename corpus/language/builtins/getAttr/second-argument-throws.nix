builtins.getAttr "a" (throw "second")
