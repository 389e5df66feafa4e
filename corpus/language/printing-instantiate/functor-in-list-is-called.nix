# nixray: print=instantiate
[ [ ] { n = 1; __functor = self: 1; } ]
