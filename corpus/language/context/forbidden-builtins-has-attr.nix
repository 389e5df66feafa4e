builtins.hasAttr (builtins.toFile "a" "b") { }
