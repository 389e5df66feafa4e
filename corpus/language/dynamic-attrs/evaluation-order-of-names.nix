{ ${builtins.trace "1" "a"} = 1; ${builtins.trace "2" "b"} = 2; }
