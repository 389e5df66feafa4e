builtins.match "a" "a"
