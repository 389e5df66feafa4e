builtins.elem 1 (throw "second")
