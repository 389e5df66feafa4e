builtins.toFile (builtins.toFile "a" "b") "x"
