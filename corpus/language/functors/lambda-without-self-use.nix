{ __functor = _: x: x; } 1
