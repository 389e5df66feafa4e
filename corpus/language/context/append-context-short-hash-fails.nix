builtins.appendContext "x" { "/nix/store/abc-f" = { path = true; }; }
