builtins.toJSON { __functor = self: x: x; }
