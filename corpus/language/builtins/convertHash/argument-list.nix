builtins.convertHash [ 1 ]
