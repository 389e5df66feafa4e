# nixray: print=lazy
builtins.mapAttrs (n: v: v) { a = 1; }
