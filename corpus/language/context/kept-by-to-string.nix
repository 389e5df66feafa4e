builtins.hasContext (toString (builtins.toFile "a" "b"))
