builtins.storePath "x"
