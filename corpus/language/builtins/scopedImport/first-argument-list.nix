builtins.scopedImport [ 1 ] ../../fixtures/import/scoped.nix
