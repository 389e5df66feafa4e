builtins.split "aa" "aaaa"
