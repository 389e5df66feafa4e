builtins.match "[a-z]*" "é"
