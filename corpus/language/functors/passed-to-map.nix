map { __functor = self: x: x * 10; } [ 1 2 ]
