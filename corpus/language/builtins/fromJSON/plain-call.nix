builtins.fromJSON "1"
