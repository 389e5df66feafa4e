builtins.elem 2 [ 1 (throw "later") 2 ]
