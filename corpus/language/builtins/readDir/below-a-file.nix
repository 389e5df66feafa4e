builtins.readDir (./below-a-file.nix + "/b")
