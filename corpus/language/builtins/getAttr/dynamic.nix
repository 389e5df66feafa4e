builtins.getAttr "a" { a = 5; }
