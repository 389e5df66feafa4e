placeholder (builtins.toFile "a" "b")
