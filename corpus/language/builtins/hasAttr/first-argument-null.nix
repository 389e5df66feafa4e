builtins.hasAttr null { a = 1; }
