builtins.hasAttr "a.b" { a.b = 1; }
