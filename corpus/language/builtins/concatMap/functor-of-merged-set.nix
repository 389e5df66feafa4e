builtins.concatMap ({ __functor = self: x: x; } // { a = 1; }) [ 2 ]
