builtins.concatMap (x: rec { a = 1; __overrides = { b = 1; }; }) [ 2 ]
