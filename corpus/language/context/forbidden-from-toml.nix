builtins.fromTOML (builtins.toFile "a" "b")
