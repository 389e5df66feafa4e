let t = [ (x: x) ]; u = builtins.elemAt t 0; v = builtins.elemAt t 0; in builtins.seq u (builtins.seq v ([ u ] == [ v ]))
