builtins.fromJSON "Infinity"
