builtins.fromTOML "a.b.c = 1\na.b.d = 2"
