builtins.fromTOML "a = 'C:\\path\\n'"
