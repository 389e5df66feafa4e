builtins.concatMap (x: [ x ])
