[ (builtins.trace "a" 1) (builtins.trace "b" 2) ]
