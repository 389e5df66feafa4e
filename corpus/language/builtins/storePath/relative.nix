builtins.storePath "a"
