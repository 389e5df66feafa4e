builtins.fromTOML "[[a]]\n[[a.b]]\nx = 1\n[[a.b]]\nx = 2"
