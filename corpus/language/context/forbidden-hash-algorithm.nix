builtins.hashString (builtins.toFile "a" "b") "x"
