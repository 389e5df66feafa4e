builtins.tryEval (builtins.toFile "a/b" "x")
