builtins.appendContext "x" (throw "second")
