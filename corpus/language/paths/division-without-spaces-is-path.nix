let a = 6; b = 2; in builtins.typeOf (a/b)
