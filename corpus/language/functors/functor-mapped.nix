builtins.deepSeq (map { __functor = self: x: x.y; } [ 1 ]) 1
