builtins.fromTOML "\"a b\" = 1\n'c.d' = 2"
