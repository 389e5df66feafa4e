builtins.appendContext [ "a" ] { }
