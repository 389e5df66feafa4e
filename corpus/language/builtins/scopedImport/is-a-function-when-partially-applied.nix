builtins.scopedImport { scoped = 1; }
