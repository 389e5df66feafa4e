builtins.storePath "/etc"
