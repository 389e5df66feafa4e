{ } ? ${builtins.toFile "a" "b"}
