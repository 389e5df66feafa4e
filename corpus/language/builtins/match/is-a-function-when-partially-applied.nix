builtins.match "a"
