builtins.deepSeq (map { __functor = self: 1; } [ 1 ]) 1
