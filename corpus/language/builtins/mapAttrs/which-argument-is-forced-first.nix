builtins.mapAttrs (throw "first") (throw "second")
