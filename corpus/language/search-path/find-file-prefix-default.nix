builtins.findFile [ { path = ../fixtures/search/first; } ] "x.nix"
