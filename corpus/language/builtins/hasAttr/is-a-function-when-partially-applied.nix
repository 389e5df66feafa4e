builtins.hasAttr "a"
