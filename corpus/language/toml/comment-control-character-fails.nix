builtins.fromTOML (builtins.fromJSON ''"a = 1 # \u0001\nb 2"'')
