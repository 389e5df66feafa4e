let f = x:
  throw "from f ${toString x}";
in f 3
