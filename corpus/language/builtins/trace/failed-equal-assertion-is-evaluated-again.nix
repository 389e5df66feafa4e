assert [ (builtins.trace "left" 1) ] == [ (builtins.trace "right" 2) ] || true; assert builtins.trace "a" [ 1 ] == builtins.trace "b" [ 2 ]; 3
