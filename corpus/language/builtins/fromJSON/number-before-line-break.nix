builtins.fromJSON "1 3\n"
