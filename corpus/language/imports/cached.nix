[ (import ../fixtures/import/traces.nix) (import ../fixtures/import/traces.nix) ]
