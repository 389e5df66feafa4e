let s = builtins.toFile "a" "b"; in builtins.getContext (builtins.appendContext "y" (builtins.getContext s)) == builtins.getContext s
