builtins.trace "${builtins.toFile "a" "b"}" 1
