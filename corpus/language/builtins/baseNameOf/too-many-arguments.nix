builtins.baseNameOf "a/b" 2
