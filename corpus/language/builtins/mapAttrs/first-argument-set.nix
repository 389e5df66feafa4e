builtins.mapAttrs { a = 1; } { a = 1; }
