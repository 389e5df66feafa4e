{ }.${builtins.toFile "a" "b"} or 1
