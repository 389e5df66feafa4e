# nixray: features=pipe-operators
false || true |> (x: [ x ])
