let scoped = 1; in import ../fixtures/import/uses-scope-inner.nix
