builtins.hasContext (builtins.toJSON { a = builtins.toFile "a" "b"; })
