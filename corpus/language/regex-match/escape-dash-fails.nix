builtins.match "\\-" "-"
