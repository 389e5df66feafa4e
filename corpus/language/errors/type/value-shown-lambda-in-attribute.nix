builtins.head { f = x: x; }.f
