map builtins.isFunction [ (x: x) map (map (x: x)) { __functor = s: x: x; } 1 null ]
