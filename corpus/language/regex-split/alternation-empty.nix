builtins.split "a|" "bab"
