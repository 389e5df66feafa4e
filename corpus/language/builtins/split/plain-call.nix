builtins.split "a" "bab"
