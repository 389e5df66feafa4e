# nixray: features=pipe-operators
(throw "x") |> (x: 1)
