let f = x: x; g = if true then f else f; in builtins.seq f (builtins.seq g ([ f ] == [ g ]))
