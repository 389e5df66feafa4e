builtins.toFile "x" "see ${../fixtures/plain.txt}"
