[ (import ../fixtures/import/traces.nix) (import ../fixtures/dir/../import/traces.nix) ]
