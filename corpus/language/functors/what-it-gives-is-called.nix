builtins.foldl' { __functor = self: x: x; } 0 [ 1 ]
