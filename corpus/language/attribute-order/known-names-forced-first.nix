{ a = builtins.trace "a" 1; zz = builtins.trace "zz" 1; name = builtins.trace "name" 2; value = builtins.trace "value" 3; }
