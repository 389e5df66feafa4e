builtins.elem null [ 1 null ]
