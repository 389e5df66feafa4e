builtins.deepSeq (map ({ __functor = self: x: x.y; } // { a = 1; }) [ 1 ]) 1
