builtins.concatMap (x: [ x ]) (throw "second")
