builtins.fromTOML "a = \"é\""
