map (import ../fixtures/import/function.nix) [ 1 2 ]
