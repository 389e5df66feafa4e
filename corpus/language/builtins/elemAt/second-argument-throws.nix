builtins.elemAt [ 1 2 ] (throw "second")
