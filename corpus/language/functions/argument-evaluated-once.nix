(x: x + x) (builtins.trace "arg" 1)
