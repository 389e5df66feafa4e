builtins.concatMap (x: removeAttrs { a = 1; } [ "b" ]) [ 2 ]
