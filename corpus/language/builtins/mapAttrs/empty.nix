builtins.mapAttrs (throw "never") { }
