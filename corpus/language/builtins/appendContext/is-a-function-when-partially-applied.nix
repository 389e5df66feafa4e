builtins.appendContext "x"
