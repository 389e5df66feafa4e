# nixray: features=pipe-operators
[ 1 ]
  |> builtins.head
  |> (x: x.y)
