let a = { __functor = self: b; }; b = { __functor = self: 1; }; in a { }
