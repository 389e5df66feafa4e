builtins.warn "${builtins.toFile "a" "b"}" 1
