builtins.baseNameOf "a/b"
