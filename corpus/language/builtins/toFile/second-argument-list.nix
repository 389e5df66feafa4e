builtins.toFile "name" [ "a" ]
