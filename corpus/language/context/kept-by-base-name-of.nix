builtins.hasContext (baseNameOf (builtins.toFile "a" "b"))
