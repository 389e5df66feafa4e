builtins.genList { __functor = self: n: n * n; } 4
