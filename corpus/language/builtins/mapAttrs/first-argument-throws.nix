builtins.mapAttrs (throw "first") { a = 1; }
