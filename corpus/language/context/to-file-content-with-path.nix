builtins.toFile "x" "see ${builtins.toFile "a" "b"}"
