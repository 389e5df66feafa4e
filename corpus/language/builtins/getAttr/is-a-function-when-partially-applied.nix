builtins.getAttr "a"
