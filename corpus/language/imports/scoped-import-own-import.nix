builtins.scopedImport { scoped = 5; import = builtins.scopedImport { scoped = 6; }; } ../fixtures/import/uses-scope-outer.nix
