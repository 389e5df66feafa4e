map builtins.isString [ "a" ''a'' a:b /a 1 (toString 1) (builtins.toFile "a" "b") ]
