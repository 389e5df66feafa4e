let a = { __functor = self: b; }; b = { __functor = self: x: x.y; }; in builtins.deepSeq (map a [ 1 ]) 1
