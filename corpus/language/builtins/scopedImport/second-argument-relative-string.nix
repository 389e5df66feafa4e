builtins.scopedImport { scoped = 1; } "a/b"
