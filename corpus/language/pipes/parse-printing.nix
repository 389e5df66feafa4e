# nixray: print=parse features=pipe-operators
a: b: a |> b
