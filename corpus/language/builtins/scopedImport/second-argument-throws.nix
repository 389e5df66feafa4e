builtins.scopedImport { scoped = 1; } (throw "second")
