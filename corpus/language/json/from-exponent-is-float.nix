builtins.typeOf (builtins.fromJSON "1e3")
