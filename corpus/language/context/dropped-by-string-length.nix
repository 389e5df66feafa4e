builtins.stringLength (builtins.toFile "a" "b")
