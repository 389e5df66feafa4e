builtins.parseDrvName (builtins.toFile "a" "b")
