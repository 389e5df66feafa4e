# nixray: features=pipe-operators
1 <| 2
