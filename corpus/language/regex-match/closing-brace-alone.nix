builtins.match "}" "}"
