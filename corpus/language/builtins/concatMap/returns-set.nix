builtins.concatMap (x: { a = 1; }) [ 2 ]
