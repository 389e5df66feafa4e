builtins.split (builtins.toFile "a" "b") "x"
