builtins.mapAttrs builtins.trace { a = 1; }
