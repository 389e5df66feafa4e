builtins.concatMap { __functor = self: x: x; } [ 2 ]
