builtins.appendContext "x" { "/tmp/a" = { path = true; }; }
