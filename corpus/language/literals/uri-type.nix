builtins.typeOf a:b
