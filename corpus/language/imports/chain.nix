import ../fixtures/import/chain.nix 4
