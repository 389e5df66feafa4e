# nixray: features=pipe-operators
toString <| builtins.length <| [ 1 2 ]
