builtins.foldl' (a: b: throw "step") 0 [ 1 ]
