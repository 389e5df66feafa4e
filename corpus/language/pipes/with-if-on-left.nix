# nixray: features=pipe-operators
if true then 1 else 2 |> (x: x + 10)
