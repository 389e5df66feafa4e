builtins.concatMap (x: { a.b = 1; }.a) [ 2 ]
