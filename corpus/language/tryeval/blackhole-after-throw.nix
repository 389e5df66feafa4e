let
  a = if (builtins.tryEval b).success then 1 else 2;
  b = throw "b";
in a
