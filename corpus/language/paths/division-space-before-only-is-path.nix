let a = 6; in builtins.typeOf (a /b)
