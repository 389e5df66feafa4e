builtins.pathExists "a/b"
