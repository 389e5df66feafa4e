({ __functor = self: self; a = 1; } 1).a
