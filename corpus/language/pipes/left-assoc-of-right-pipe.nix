# nixray: features=pipe-operators
2 |> (x: x * 3) |> (x: x + 1)
