builtins.intersectAttrs [ 1 ] { a = 2; }
