let f = if true then (x: x) else 1; t = [ f ]; in builtins.seq t (builtins.seq f (t == [ f ]))
