builtins.match "+" "a"
