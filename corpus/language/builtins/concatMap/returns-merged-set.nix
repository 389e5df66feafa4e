builtins.concatMap (x: { a = 1; } // { b = 2; }) [ 2 ]
