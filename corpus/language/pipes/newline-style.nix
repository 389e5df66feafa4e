# nixray: features=pipe-operators
"a-b-c"
  |> builtins.split "-"
  |> builtins.filter builtins.isString
  |> builtins.concatStringsSep "+"
