# nixray: features=fetch-closure
builtins.fetchClosure { fromStore = "file:///nonexistent"; fromPath = "/nix/store/0000000000000000000000000000000a-f"; }
