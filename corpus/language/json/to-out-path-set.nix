builtins.toJSON { outPath = "/nix/store/x"; a = 1; }
