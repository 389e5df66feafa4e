builtins.intersectAttrs (throw "first") { a = 2; }
