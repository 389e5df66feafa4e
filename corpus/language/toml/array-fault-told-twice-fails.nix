builtins.fromTOML "a = [x]"
