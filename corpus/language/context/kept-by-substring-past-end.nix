builtins.hasContext (builtins.substring 1000 5 (builtins.toFile "a" "b"))
