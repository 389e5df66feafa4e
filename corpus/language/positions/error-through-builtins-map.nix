map
  (x: x.a)
  [ { } ]
