builtins.toFile "name"
