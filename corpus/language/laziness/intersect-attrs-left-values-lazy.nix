builtins.intersectAttrs { a = throw "left"; } { a = 2; b = throw "right"; }
