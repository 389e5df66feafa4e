builtins.readDir "a/b"
