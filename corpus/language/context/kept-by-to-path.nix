builtins.hasContext (builtins.toPath (builtins.toFile "a" "b"))
