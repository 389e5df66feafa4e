# nixray: features=pipe-operators
5 |> { __functor = self: x: x + self.n; n = 2; }
