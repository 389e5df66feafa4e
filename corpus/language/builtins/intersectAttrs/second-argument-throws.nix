builtins.intersectAttrs { a = 1; } (throw "second")
