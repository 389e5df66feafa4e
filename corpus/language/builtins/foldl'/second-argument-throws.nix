builtins.foldl' (a: b: a + b) (throw "second") [ 1 2 ]
