builtins.placeholder "out" 2
