builtins.fromTOML "# c\n\na = 1 # d\n"
