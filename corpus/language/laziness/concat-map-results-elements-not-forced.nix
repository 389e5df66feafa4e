builtins.length (builtins.concatMap (x: [ (throw "a") x ]) [ 1 2 ])
