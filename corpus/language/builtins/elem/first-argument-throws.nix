builtins.elem (throw "first") [ 1 ]
