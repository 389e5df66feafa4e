builtins.fromTOML "\"\" = 1"
