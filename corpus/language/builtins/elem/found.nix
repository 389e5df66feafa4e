[ (builtins.elem 2 [ 1 2 ]) (builtins.elem 3 [ 1 2 ]) ]
