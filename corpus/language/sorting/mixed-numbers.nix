builtins.sort builtins.lessThan [ 2.5 1 2 1.5 ]
