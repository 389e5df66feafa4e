builtins.concatMap (x: [ x ]) { a = 1; }
