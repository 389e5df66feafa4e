{ __functor = self: x: x + self.n; n = 1; } 2
