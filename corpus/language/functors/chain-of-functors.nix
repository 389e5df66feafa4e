let a = { __functor = self: b; }; b = { __functor = self: c; }; c = { __functor = self: x: x.y; }; in a 1
