builtins.scopedImport (throw "first") ../../fixtures/import/scoped.nix
