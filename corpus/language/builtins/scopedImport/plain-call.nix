builtins.scopedImport { scoped = 1; } ../../fixtures/import/scoped.nix
