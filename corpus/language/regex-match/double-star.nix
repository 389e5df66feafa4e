builtins.match "a**" "aa"
