builtins.appendContext null { }
