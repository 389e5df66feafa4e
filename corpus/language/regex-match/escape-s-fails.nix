builtins.match "\\s" " "
