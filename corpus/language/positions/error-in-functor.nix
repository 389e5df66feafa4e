{ __functor = self: x: x.y; }
  { }
