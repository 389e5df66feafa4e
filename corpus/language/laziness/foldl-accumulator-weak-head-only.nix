builtins.length (builtins.foldl' (a: b: [ (throw "inner") ]) [ ] [ 1 2 ])
