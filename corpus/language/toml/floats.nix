builtins.fromTOML "a = 1.5\nb = 1e3\nc = -2.5E-2\nd = 1_0.5"
