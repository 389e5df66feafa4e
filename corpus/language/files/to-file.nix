builtins.toFile "n" "content"
