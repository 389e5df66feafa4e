# nixray: features=pipe-operators
false -> false |> (x: [ x ])
