builtins.concatMap (x: rec { a = 1; }) [ 2 ]
