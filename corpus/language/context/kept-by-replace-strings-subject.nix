builtins.hasContext (builtins.replaceStrings [ "x" ] [ "y" ] (builtins.toFile "a" "b"))
