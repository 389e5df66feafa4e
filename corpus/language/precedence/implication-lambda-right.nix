builtins.typeOf (x: true -> x)
