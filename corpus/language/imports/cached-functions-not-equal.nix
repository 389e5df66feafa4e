let a = import ../fixtures/import/function.nix; in [ a ] == [ (import ../fixtures/import/function.nix) ]
