removeAttrs { } [ (builtins.toFile "a" "b") ]
