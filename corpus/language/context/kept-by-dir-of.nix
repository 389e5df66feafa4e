builtins.hasContext (dirOf (builtins.toFile "a" "b"))
