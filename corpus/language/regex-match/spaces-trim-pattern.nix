builtins.match "[[:space:]]*(.*[^[:space:]])[[:space:]]*" "  a b  "
