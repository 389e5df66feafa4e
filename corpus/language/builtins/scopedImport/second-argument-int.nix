builtins.scopedImport { scoped = 1; } 1
