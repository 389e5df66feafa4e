let
  f = x: g x;
  g = x: throw "deep ${x}";
in f "one"
