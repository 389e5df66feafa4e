builtins.scopedImport { } ../fixtures/import/scoped.nix
