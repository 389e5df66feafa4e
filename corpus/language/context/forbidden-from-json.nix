builtins.fromJSON (builtins.toFile "a" "b")
