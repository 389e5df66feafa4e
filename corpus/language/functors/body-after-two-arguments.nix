{ __functor = self: x: y: throw "a"; } 2 3
