builtins.fromTOML "a-b_1 = 1\n1234 = 2"
