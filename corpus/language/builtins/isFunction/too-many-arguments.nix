builtins.isFunction (x: x) 2
