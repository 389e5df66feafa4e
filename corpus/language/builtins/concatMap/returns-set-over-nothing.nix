builtins.concatMap (x: { } // { b = 2; }) [ 2 ]
