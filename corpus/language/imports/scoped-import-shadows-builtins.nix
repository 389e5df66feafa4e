builtins.scopedImport { scoped = 1; map = 2; } ../fixtures/import/scoped.nix
