builtins.concatMap (throw "first") [ 1 ]
