builtins.elem 1
