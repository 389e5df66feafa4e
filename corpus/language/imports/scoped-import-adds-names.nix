builtins.scopedImport { scoped = 5; } ../fixtures/import/scoped.nix
