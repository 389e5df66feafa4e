removeAttrs { a = throw "a"; b = 1; } [ "a" ]
