[ (builtins.scopedImport { } ../fixtures/import/traces.nix) (builtins.scopedImport { } ../fixtures/import/traces.nix) ]
