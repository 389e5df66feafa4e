builtins.match (builtins.toFile "a" "b") "x"
