builtins.scopedImport { scoped = 5; } ../fixtures/import/uses-scope-outer.nix
