builtins.catAttrs (builtins.toFile "a" "b") [ ]
