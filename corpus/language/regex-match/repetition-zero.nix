builtins.match "a{0}b" "b"
