builtins.hasContext (builtins.replaceStrings [ "z" ] [ (builtins.toFile "a" "b") ] "x")
