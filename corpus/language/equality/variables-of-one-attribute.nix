let t = { f = x: x; }; u = t.f; v = t.f; in builtins.seq u (builtins.seq v ([ u ] == [ v ]))
