builtins.genericClosure [ 1 ]
