builtins.getAttr "z" { a = 5; }
