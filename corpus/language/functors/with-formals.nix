{ __functor = self: { a, b ? self.d }: a + b; d = 5; } { a = 1; }
