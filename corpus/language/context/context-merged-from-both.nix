builtins.length (builtins.attrNames (builtins.getContext (builtins.toFile "a" "b" + builtins.toFile "c" "d")))
