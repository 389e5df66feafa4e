builtins.match "\\\"" "\""
