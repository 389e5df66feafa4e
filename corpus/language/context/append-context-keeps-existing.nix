builtins.attrNames (builtins.getContext (builtins.appendContext (builtins.toFile "a" "b") { "/nix/store/0000000000000000000000000000000a-f" = { path = true; }; }))
