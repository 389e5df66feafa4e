builtins.hasContext (builtins.typeOf (builtins.toFile "a" "b"))
