builtins.fromTOML "a = [\n1,\n2\n]\na = 3"
