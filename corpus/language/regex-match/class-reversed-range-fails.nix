builtins.match "[c-a]" "b"
