({ __functor = self: x: 1; a = throw "a"; }) 2
