builtins.hasContext (toString [ 1 (builtins.toFile "a" "b") ])
