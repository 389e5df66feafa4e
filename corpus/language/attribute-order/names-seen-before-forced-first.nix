let b = 1; in { c = builtins.trace "c" 1; b = builtins.trace "b" 2; a = builtins.trace "a" 3; }
