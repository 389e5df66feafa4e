builtins.match "[[.a.]]" "a"
