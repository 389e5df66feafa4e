builtins.splitVersion (builtins.toFile "a" "b")
