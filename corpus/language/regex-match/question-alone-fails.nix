builtins.match "?" "a"
