builtins.mapAttrs (n: v: n) { a = throw "x"; }
