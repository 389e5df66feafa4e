builtins.match "\\w" "w"
