let a = { f = x: x; }; in builtins.toJSON { inherit (a) f; }
