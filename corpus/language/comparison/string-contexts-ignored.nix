"${builtins.toFile "a" "a"}" < "z"
