builtins.scopedImport { scoped = 1; other = throw "x"; } ../fixtures/import/scoped.nix
