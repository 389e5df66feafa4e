builtins.concatMap (x: builtins.mapAttrs (n: v: v) { a = 1; }) [ 2 ]
