let s = { __functor = self: x: self x; }; in s 1
