builtins.elemAt [ 1 2 ]
