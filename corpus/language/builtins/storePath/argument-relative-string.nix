builtins.storePath "a/b"
